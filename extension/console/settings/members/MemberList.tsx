import { ROLES, type Role } from "../../../../shared/permissions.ts";
import type { MemberItem, MemberState } from "../../../../shared/schemas/members.ts";
import type { Page } from "../../../../shared/schemas/panel.ts";
import { formatFull, formatWhen } from "../../../lib/format.ts";
import { Avatar } from "../../../ui/Avatar.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu, type MenuItem } from "../../../ui/Menu.tsx";
import { Select } from "../../../ui/Select.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import type { Me } from "../../ConsoleModel.ts";
import { say } from "../../say.ts";
import type { MembersModel } from "./MembersModel.ts";

interface MemberListProps {
  model: MembersModel;
  page: Page<MemberItem>;
  me: Me;
  onDisable: (member: MemberItem) => void;
  onRole: (member: MemberItem, role: Role) => void;
}

/** Searching through a team one sees at a glance is no help. */
const FILTER_FROM = 8;

export function MemberList({ model, page, me, onDisable, onRole }: MemberListProps) {
  const found = model.found.value;
  const filter = model.filter.value;
  return (
    <>
      {page.items.length >= FILTER_FROM && (
        <div class="members-filter">
          <TextField
            id="members-filter"
            type="search"
            label={say("members.filter")}
            labelHidden
            placeholder={say("members.filter")}
            value={filter}
            onInput={model.setFilter}
          />
          <span class="members-count">{say("members.count", { count: found.length })}</span>
        </div>
      )}
      <div class="page-card members">
        <div class="members-row members-head" aria-hidden="true">
          <span>{say("members.name")}</span>
          <span>{say("members.role")}</span>
          <span>{say("members.state")}</span>
          <span>{say("members.lastSeen")}</span>
          <span />
        </div>
        <ul aria-label={say("members.list")}>
          {found.map((member) => (
            <MemberRow
              key={member.id}
              member={member}
              own={member.id === me.id}
              busy={model.busy.value.has(member.id)}
              onRole={(role) => onRole(member, role)}
              actions={actionsOf(member, model, onDisable)}
            />
          ))}
        </ul>
        {found.length === 0 && (
          <p class="members-none" role="status">
            {say("members.noneFound", { text: filter })}
          </p>
        )}
      </div>
      {page.next !== null && (
        <Button wide onClick={() => void model.loadMore()}>
          {say("members.more")}
        </Button>
      )}
    </>
  );
}

interface MemberRowProps {
  member: MemberItem;
  own: boolean;
  busy: boolean;
  onRole: (role: Role) => void;
  actions: MenuItem[];
}

const BADGE: Record<MemberState, string> = {
  active: "badge-good",
  invited: "badge-warning",
  disabled: "",
};

function MemberRow({ member, own, busy, onRole, actions }: MemberRowProps) {
  const { id, name, email, role, state, lastSeenAt } = member;
  return (
    <li class={`members-row${state === "disabled" ? " members-disabled" : ""}`} aria-label={name}>
      <div class="members-who">
        <Avatar name={name} pictureUrl={null} size={34} />
        <div class="members-names">
          <span class="members-name">
            <span class="truncate">{name}</span>
            {own && <span class="badge badge-plain">{say("members.you")}</span>}
          </span>
          <span class="members-email truncate" title={email}>
            {email}
          </span>
        </div>
      </div>
      <div class="members-role">
        <Select
          id={`role-${id}`}
          label={say("members.roleOf", { name })}
          labelHidden
          value={role}
          options={ROLES.map((value) => ({ value, label: say(`role.${value}`) }))}
          onPick={onRole}
          busy={busy}
        />
      </div>
      <span class="members-state">
        <span class={`badge ${BADGE[state]}`}>{say(`members.state.${state}`)}</span>
      </span>
      <span class="members-seen" title={lastSeenAt === null ? undefined : formatFull(lastSeenAt)}>
        {lastSeenAt !== null && <span class="members-seen-label">{say("members.lastSeen")} </span>}
        {lastSeenAt === null ? say("members.never") : formatWhen(lastSeenAt, Date.now())}
      </span>
      <div class="members-actions">
        <Menu
          label={say("members.actions", { name })}
          buttonClass="icon-button"
          button={<Icon name="more" />}
          groups={[{ id: "actions", items: actions }]}
        />
      </div>
    </li>
  );
}

function actionsOf(
  member: MemberItem,
  model: MembersModel,
  onDisable: (member: MemberItem) => void,
): MenuItem[] {
  const link: MenuItem = {
    id: "link",
    label: say(member.state === "invited" ? "members.inviteAgain" : "members.resetLink"),
    icon: "link",
    onPick: () => void model.makeLink(member),
  };
  if (member.state === "disabled") {
    return [
      {
        id: "enable",
        label: say("members.enable"),
        icon: "check",
        onPick: () => void model.setState(member, "active"),
      },
    ];
  }
  return [
    link,
    {
      id: "disable",
      label: say("members.disable"),
      icon: "lock",
      danger: true,
      onPick: () => onDisable(member),
    },
  ];
}
