// German. Each group is for the module of its name; tsc checks that none of their texts is missing.

/** @type {Record<string, any>} */
export const texts = {};
