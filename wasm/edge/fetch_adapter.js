// Stands in for XMLHttpRequest inside the module where emscripten_fetch cannot stream
// (toolchains/emscripten.cmake says in which versions): fetch() and a reader, so that each chunk
// is handed on as it arrives and none is kept. Only what Emscripten's Fetch.js uses is here.
//
// As in Emscripten's own later adapter, a request that failed or was cut calls onerror before its
// readyState is 4, and one that arrived in full, with whatever status, calls onload at 4.
// After abort() no handler is called.
class XMLHttpRequest {
  constructor() {
    this.readyState = 0;
    this.status = 0;
    this.statusText = '';
    this.response = null;
    this.request_headers = [];
    this.response_headers = null;
    this.abort_controller = new AbortController();
  }

  open(method, url) {
    this.method = method;
    this.url = url;
    this.readyState = 1;
  }

  setRequestHeader(name, value) {
    this.request_headers.push([name, value]);
  }

  getAllResponseHeaders() {
    let lines = '';
    this.response_headers.forEach((value, name) => (lines += `${name}: ${value}\r\n`));
    return lines;
  }

  abort() {
    this.abort_controller.abort();
  }

  async send(body) {
    const signal = this.abort_controller.signal;
    const headers = this.request_headers;
    // The handlers are called outside of any catch: what they throw is a bug, not a broken stream.
    const nothing = () => null;
    const response = await fetch(this.url, { method: this.method, headers, body, signal }).catch(nothing);
    if (signal.aborted) return;
    if (!response) return this.onerror();
    this.status = response.status;
    this.statusText = response.statusText;
    this.response_headers = response.headers;
    this.readyState = 2;
    this.onreadystatechange();
    this.readyState = 3;
    const reader = response.body && response.body.getReader();
    let loaded = 0;
    while (reader) {
      const part = await reader.read().catch(nothing);
      if (signal.aborted) return;
      if (!part) return this.onerror();
      if (part.done) break;
      loaded += part.value.byteLength;
      this.response = part.value;
      this.onprogress({ loaded, total: 0 });
      this.response = null;
    }
    this.readyState = 4;
    this.onload();
  }
}
