// What build.mjs puts in.

declare module 'parley-module' {
  const factory: (options: object) => Promise<any>;
  export default factory;
}

declare const PARLEY_WASM: string;
