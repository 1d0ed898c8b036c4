/** Letters in the name of a tag. */
export const TAG_NAME_MAX = 60;
