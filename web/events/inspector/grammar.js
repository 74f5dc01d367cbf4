// The grammar of an event stream: what must come before what. Says what is wrong, mends nothing.
//
//   created, status_update*, (step.start, step.delta*, step.stop)*, completed | error, done
//
// Both schemas of the API: before May 2026 steps were called content.

/** @typedef {{type: string, data: string}} StreamEvent */

/** @type {Record<string, string>} what each type is */
const kTypes = {
  'interaction.created': 'created',
  'interaction.start': 'created',
  'interaction.status_update': 'status',
  'interaction.in_progress': 'status',
  'interaction.requires_action': 'status',
  'step.start': 'start',
  'content.start': 'start',
  'step.delta': 'delta',
  'content.delta': 'delta',
  'step.stop': 'stop',
  'content.stop': 'stop',
  'interaction.completed': 'terminal',
  'interaction.complete': 'terminal',
  error: 'error',
  done: 'done',
};

/**
 * What can be wrong with an event, or with the end of a stream. `about` is a type, an index or an id.
 * @typedef {'unknown_type' | 'unreadable' | 'index_used_twice' | 'not_started' | 'after_stop' | 'stopped_twice'
 *   | 'never_stopped' | 'after_end' | 'no_terminal' | 'id_gap' | 'id_twice'} Rule
 * @typedef {{rule: Rule, about: string}} Problem
 */

/** One stream, event by event. */
export class Grammar {
  constructor() {
    /** @type {Map<number, boolean>} steps that were started, and whether they are stopped */
    this.steps = new Map();
    this.count = 0;
    this.ended = false; // a terminal event came
    this.last = -1; // number in the last event id that had one
    this.lastAt = 0; // count of events when that came
    /** @type {Set<string>} */
    this.ids = new Set();
  }

  /** All is told again. */
  begin() {
    this.steps.clear();
    this.ids.clear();
    this.ended = false;
    this.count = this.lastAt = 0;
    this.last = -1;
  }

  /**
   * @param {StreamEvent} event
   * @returns {Problem[]} what is wrong with it
   */
  add({ type, data }) {
    /** @type {Problem[]} */
    const problems = [];
    const wrong = (/** @type {Rule} */ rule, /** @type {unknown} */ about) =>
      problems.push({ rule, about: String(about) });
    const kind = Object.hasOwn(kTypes, type) ? kTypes[type] : '';
    if (!kind) wrong('unknown_type', type);
    if (kind === 'done') return problems;
    const event = parse(data);
    if (!event) {
      wrong('unreadable', type);
      return problems;
    }
    // It tells all from the beginning: after a loss the API may do so.
    if (kind === 'created' && this.count) this.begin();
    ++this.count;
    if (this.ended) wrong('after_end', type);
    this.checkId(event.event_id, wrong);
    const { index } = event;
    if (typeof index === 'number') this.checkStep(kind, index, wrong);
    const empty = kind === 'error' && !event.error?.code && !event.error?.message; // noise, the stream goes on
    if (kind === 'terminal' || (kind === 'error' && !empty)) {
      this.ended = true;
      if (kind === 'terminal') for (const each of this.open()) wrong('never_stopped', each);
    }
    return problems;
  }

  /**
   * @param {string} kind
   * @param {number} index
   * @param {(rule: Rule, about: unknown) => void} wrong
   */
  checkStep(kind, index, wrong) {
    const stopped = this.steps.get(index);
    if (kind === 'start') {
      if (stopped !== undefined) wrong('index_used_twice', index);
      this.steps.set(index, false);
    } else if (kind === 'delta') {
      if (stopped === undefined) wrong('not_started', index);
      else if (stopped) wrong('after_stop', index);
      if (stopped === undefined) this.steps.set(index, false); // said once
    } else if (kind === 'stop') {
      if (stopped === undefined) wrong('not_started', index);
      else if (stopped) wrong('stopped_twice', index);
      this.steps.set(index, true);
    }
  }

  /**
   * Ids are opaque, but those seen end in a count of the events: plain, or within base64.
   * @param {unknown} id
   * @param {(rule: Rule, about: unknown) => void} wrong
   */
  checkId(id, wrong) {
    if (typeof id !== 'string' || !id) return;
    if (this.ids.has(id)) wrong('id_twice', id);
    this.ids.add(id);
    const number = numberIn(id);
    // Events between may have none: a gap is where more are missing than came.
    const came = this.count - this.lastAt;
    if (number >= 0 && this.last >= 0 && number > this.last && number - this.last > came) wrong('id_gap', id);
    if (number >= 0) {
      this.last = number;
      this.lastAt = this.count;
    }
  }

  /** Steps that are not stopped. @returns {number[]} */
  open() {
    return [...this.steps].filter(([, stopped]) => !stopped).map(([index]) => index);
  }

  /**
   * The stream is over.
   * @returns {Problem[]} what is missing
   */
  end() {
    if (!this.count || this.ended) return [];
    this.ended = true;
    /** @type {Problem[]} */
    const problems = [{ rule: 'no_terminal', about: '' }];
    for (const index of this.open()) problems.push({ rule: 'never_stopped', about: String(index) });
    return problems;
  }
}

/** @param {string} data */
function parse(data) {
  try {
    const value = JSON.parse(data);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** @param {string} id */
function numberIn(id) {
  const plain = /(?:^|[_.-])(\d{1,15})$/.exec(id);
  if (plain) return Number(plain[1]);
  try {
    const text = atob(
      id
        .replace(/^v\d+_/, '')
        .replaceAll('-', '+')
        .replaceAll('_', '/'),
    );
    const inside = /_(\d{1,15})$/.exec(text);
    return inside ? Number(inside[1]) : -1;
  } catch {
    return -1;
  }
}
