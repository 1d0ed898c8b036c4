/** The parts of a text that stand whole in a line: an address goes on with its `@`, a dot or a `_`. */
export const breaksOf = (text: string): string[] => text.split(/(?<=\S)(?=[@._]\S)/);
