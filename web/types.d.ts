// What build.mjs puts in.

declare module 'parley-module' {
  const factory: (options: object) => Promise<any>;
  export default factory;
}

declare module 'parley-archive' {
  const factory: (options: object) => Promise<any>;
  export default factory;
}

declare const PARLEY_WASM: string;
declare const PARLEY_ARCHIVE: string;
declare const PARLEY_PROTOCOL: string; // the version of PARLEY_WASM
declare const PARLEY_FILES: string[]; // all that the page may load
declare const PARLEY_VERSION: string; // changes with any of them

// The text of a style sheet; web/ui/sheet.js adopts it.
declare module '*.css' {
  const text: string;
  export default text;
}

// node, where modules of the page are tested, has objects for timers.
type Timer = ReturnType<typeof setTimeout> | 0;
