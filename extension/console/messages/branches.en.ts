export default {
  "branches.intro":
    "Your shop's branches and who works there. LINE and WhatsApp customers can be bound to them.",
  "branches.create": "Add a branch",
  "branches.none": "No branches yet.",
  "branches.name": "Name",
  "branches.nobody": "Nobody works here yet",
  "branches.bound": "{n} customer bound|{n} customers bound",
  "branches.membersOf": "Members of {name}",
  "branches.rename": "Rename {name}",
  "branches.archive": "Put {name} away",
  "branches.archived": "Put away",
  "branches.archived.hint": "Nobody can be bound to them any more. Customers who are stay so.",
  "branches.restore": "Use again",
  "branches.toast.archived": "{name} is put away.",
  "branches.toast.restored": "{name} is in use again.",
  "branches.ALREADY_EXISTS": "There is a branch with this name already.",
} as const satisfies Readonly<Record<string, string>>;
