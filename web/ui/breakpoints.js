// Where the page changes its shape. Style sheets name these as `@media (--narrow)`; build.mjs fills in
// what they are.

export const kBreakpoints = {
  narrow: '(max-width: 60rem)', // one column
  phone: '(max-width: 40rem)',
  low: '(max-height: 32rem)', // a keyboard on the screen, zoom
  flat: '(max-height: 26rem)', // nothing else would be left
};

/** @param {keyof typeof kBreakpoints} name */
export const isAt = (name) => matchMedia(kBreakpoints[name]).matches;
