// What build.mjs puts in.

declare module 'parley-module' {
  const factory: (options: object) => Promise<any>;
  export default factory;
}

declare const PARLEY_WASM: string;

// The text of a style sheet; web/sheet.js adopts it.
declare module '*.css' {
  const text: string;
  export default text;
}
