import { EXTERNAL_ID_LABEL } from "../../shared/channels.ts";
import { isMasked } from "../../shared/masking.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { PendingDot } from "../ui/PendingDot.tsx";
import { Copy } from "./Copy.tsx";
import type { Customer } from "./Customer.ts";
import { t } from "./messages.ts";
import { Reveal } from "./reveal/Reveal.tsx";
import { createRevealModel } from "./reveal/RevealModel.ts";
import { useLifetime } from "./use-model.ts";
import { channelWord } from "./words.ts";
import { isUnsent, isWrite } from "./writes.ts";

/** Who it is, in which channel. The name is what is typed as soon as it is on its way. */
export function Head({ customer }: { customer: Customer }) {
  const { contact } = customer.view.value;
  const { channel } = contact;
  const reveal = useLifetime((lifetime) => createRevealModel(customer, lifetime));
  const externalId = reveal.shown("externalId", null)?.value ?? contact.externalId;
  const edit = customer.pending.value.findLast(
    (entry) => isUnsent(entry) && isWrite(entry, "profile.edit") && entry.input.field === "name",
  );
  const value = edit && isWrite(edit, "profile.edit") ? edit.input.value : contact.profile.name.value;
  const name = value || t("panel.unnamed");
  const idLabel = EXTERNAL_ID_LABEL[channel.kind];
  return (
    <>
      <Avatar name={value ?? ""} pictureUrl={contact.pictureUrl} size={44} />
      <div class="head-text">
        <h1 class="head-name" title={name} tabIndex={-1} data-focus="heading">
          {name} {edit && <PendingDot label={t("status.pending")} />}
        </h1>
        <p class="head-channel truncate" title={`${channelWord(channel.kind)} · ${channel.name}`}>
          <span class={`channel-dot channel-${channel.kind}`} aria-hidden="true" />
          {channelWord(channel.kind)} · {channel.name}
        </p>
        <p class="head-id">
          <span class="truncate" title={`${idLabel}: ${externalId}`}>
            <span class="hidden-visually">{idLabel} </span>
            {externalId}
          </span>
          {!isMasked(externalId) && <Copy value={externalId} what={idLabel} />}
          {isMasked(externalId) && customer.may("contact:reveal") && (
            <Reveal model={reveal} field="externalId" what={idLabel} />
          )}
        </p>
      </div>
    </>
  );
}
