// placeholder
export function showCalls() {}
