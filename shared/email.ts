export const EMAIL_MAX = 254;

/** As `v.email`, without valibot in the page: one address as forms take it: no quoted names, no addresses of numbers. */
const EMAIL = /^[\w+-]+(?:\.[\w+-]+)*@[\da-zA-Z]+(?:[.-][\da-zA-Z]+)*\.[a-zA-Z]{2,}$/u;

export const isEmail = (text: string): boolean => text.length <= EMAIL_MAX && EMAIL.test(text);
