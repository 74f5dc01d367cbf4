/**
 * @param {HTMLElement} place
 * @param {import('./turn.js').Turn} turn
 */
export function showCalls(place, turn) {
  place.dataset.turn = String(turn.id);
}
