// SDKs use the fetch of the platform. That of node 18 (undici 5) sometimes throws where nobody can
// catch it when a reader leaves a stream early, which the official SDK does at every "[DONE]"; it
// asks for node 22. On node 18 these tests give it undici 6, what node 22 has inside.
if (Number(process.versions.node.split('.')[0]) < 20) {
  const { fetch, FormData, Headers, Request, Response } = await import('undici');
  Object.assign(globalThis, { fetch, FormData, Headers, Request, Response });
}

export {};
