// One turn: the message, what came back, and how it stands.

import { BranchMark } from './branch_mark.js';
import { childrenOf, copyOf, el, setText } from '../ui/dom.js';
import { Facts } from './facts.js';
import { elapsed, parseJson, shorten } from '../ui/format.js';
import { listOf, objectOf, wordOf } from '../ui/outside.js';
import { visibleText } from '../reading/visible.js';
import { Steps } from './steps.js';
import { S } from '../ui/strings.js';
import { failureButtons, showTurnActions, versionButtons } from './turn_actions.js';

const kRunning = new Set(['sending', 'streaming']);
const kOver = new Set(['done', 'failed', 'stopped']);
const kSpoken = 1500; // characters

/**
 * One request of a turn, and what came of it. time, first: ms that it took, and its first text; 0: none.
 * @typedef {{interaction: any, time: number, first: number}} Request
 */

/** What every turn begins as. */
const blank = el(
  'article',
  { class: 'turn', tabindex: '-1' },
  el('div', { 'data-part': 'user', dir: 'auto', role: 'group', 'aria-label': S.you }),
  el('div', { class: 'reply', role: 'group', 'aria-label': S.parley }),
  el('div', { class: 'notes' }), // oddities of the stream
  el('div', { class: 'notes' }), // what the state means, and the ways on
  el('p', { class: 'meta' }, el('span', { class: 'state' }), el('span', { class: 'parent' }), versionButtons()),
);

export class Turn {
  /**
   * @param {number} id
   * @param {string} message
   */
  constructor(id, message) {
    this.id = id;
    this.message = message;
    this.state = '';
    this.why = ''; // it is in that state: a word of namespace reason
    this.time = 0; // as far as is known here
    this.held = false; // while it is queued: not to be sent yet
    this.parentTurn = 0;
    this.parentId = ''; // of the interaction that it continues, where there is one
    this.branch = 'in_use'; // a name of Branch
    /** @type {number[]} turns that follow the same one */
    this.siblings = [id];
    this.isFollowed = false;
    this.place = { number: 0, isLast: true }; // in line
    /** @type {import('./calls.js').FunctionCall[]} whose results it waits for, when it does */
    this.calls = [];
    /** @type {any} what came of the present request: the interaction as far as it has come */
    this.answered = null;
    this.sent = 0; // time of the request, ms
    this.firstText = 0;
    this.over = 0;
    this.isLate = false; // it was over before that was seen
    /** @type {Request[]} those before the present one: a function round is one more */
    this.requests = [];
    this.retryAt = 0;
    this.blocks = false; // something waits in line behind it
    this.retryModel = ''; // with which it would be sent again
    this.sign = 0; // time of the last sign of progress
    this.model = ''; // asked for
    /** @type {any} as sent to the API */
    this.settings = {};
    /** @type {import('./job.js').Job | null} what is shown of a background run under way */
    this.job = null;
    /** @type {HTMLElement | null} ways on from a plan */
    this.plan = null;
    this.load = ''; // what is on its way to the service, where that is worth saying
    this.connection = ''; // how it stands, where that is worth saying: a word of namespace reason
    /** @type {any} the interaction without its steps */
    this.interaction = null;
    /** @type {HTMLElement | null} */
    this.error = null;
    /** @type {any} what went wrong, as long as there is no advice */
    this.unexplained = null;

    /** @type {BranchMark | null} where it needs one */
    this.mark = null;
    this.isStale = { state: true, facts: true, branch: false, files: false }; // what stands in the page, until show()

    this.element = copyOf(blank);
    this.element.dataset.turn = String(id);
    this.element.setAttribute('aria-label', S.turn(id));
    const [user, reply, notices, notes, meta] = childrenOf(this.element);
    const [status, parent, versions] = childrenOf(meta);
    user.id = `said-${id}`; // for what describes itself by it
    this.user = user;
    this.notices = notices;
    this.notes = notes;
    this.meta = meta;
    this.status = status;
    this.parent = parent;
    this.versions = versions;
    this.reply = reply;
    this.steps = new Steps(reply);
    this.facts = new Facts(this, versions);
    setText(this.user, message);
    this.setState('queued', '');
  }

  /** Its line and what can be done, as they stand after all effects that came together. */
  show() {
    this.steps.showThinking();
    if (this.isStale.state) this.showState();
    if (this.isStale.facts) this.facts.show();
    if (this.isStale.branch) this.showBranch();
    this.isStale.state = this.isStale.facts = this.isStale.branch = false;
    if (this.isStale.files) void this.showFiles(); // it may not be there, and is asked for again
    void this.showPlan();
    void this.explain();
    this.tick(this.time);
  }

  /**
   * @param {string} state
   * @param {string} why a word of namespace reason
   */
  setState(state, why) {
    this.state = state;
    this.why = why;
    this.isStale.state = this.isStale.facts = true;
    this.setRetryAt(0);
    this.connection = '';
    if (!kRunning.has(state)) this.steps.settle();
    if (state === 'sending') this.clearError();
  }

  /**
   * @param {string} stage a name of RequestStage
   * @param {number} time
   */
  setRequest(stage, time) {
    if (stage === 'first_text') {
      this.firstText = time;
    } else if (stage === 'begun') {
      if (this.sent) this.requests.push(this.request);
      this.sent = this.sign = time;
      this.firstText = this.over = 0;
      this.answered = null;
    } else {
      this.over = time;
      this.isLate = stage === 'over_unread';
    }
  }

  showState() {
    const { state, why } = this;
    this.element.dataset.turnState = state;
    this.versions.hidden = !kOver.has(state);
    this.notes.replaceChildren();
    if (why) this.notes.append(note(S.reasons[why] ?? why));
    showTurnActions(this.notes, this, why);
    this.showActions();
    void this.showJob();
  }

  /** @param {boolean} blocks something waits in line behind it */
  setBlocks(blocks) {
    this.blocks = blocks;
    this.showActions();
  }

  /** @param {string} model with which it would be sent again */
  setRetryModel(model) {
    this.retryModel = model;
    this.showActions();
  }

  /** The ways on after it ended badly: only those that lead somewhere, and where to. */
  showActions() {
    const [retry, cancel, skip] = ['retry', 'cancel-retry', 'skip'].map(
      (action) => /** @type {HTMLElement | null} */ (this.element.querySelector(`[data-action=${action}]`)),
    );
    const { retryModel: model, retryAt } = this;
    if (retry) setText(retry, model && model !== this.model ? S.retryWith(model) : retryAt ? S.retryNow : S.retry);
    if (cancel) cancel.hidden = !retryAt;
    if (skip) skip.hidden = !this.blocks && this.state !== 'waiting';
  }

  /** The present request, as far as it has come. @returns {Request} */
  get request() {
    const { answered: interaction, sent, firstText, over, isLate } = this;
    // How long it took while nobody read is known to the service alone.
    const ran = over && isLate ? Date.parse(interaction?.updated) - Date.parse(interaction?.created) : NaN;
    return {
      interaction,
      time: ran > 0 ? ran : over && sent ? over - sent : 0,
      first: firstText && firstText - sent,
    };
  }

  get running() {
    return kRunning.has(this.state);
  }

  /** The answer as it is read out; who wants more of it goes there. */
  get spoken() {
    const answer = this.element.querySelector('[data-part=answer]');
    return answer ? shorten(visibleText(answer), kSpoken) : '';
  }

  get inBackground() {
    return this.settings?.background === true;
  }

  /** A background run under way can be left, and has more to tell than its seconds. */
  async showJob() {
    if (!this.running) {
      this.job?.remove();
      this.job = null;
    } else if (this.inBackground && !this.job) {
      const { Job } = await import('./job.js');
      if (this.running && !this.job) this.job = new Job(this);
    }
  }

  /** A plan to which nothing has been said yet. */
  async showPlan() {
    const isOpen = () => this.plans && this.state === 'done' && !this.isFollowed;
    if (!isOpen()) {
      this.plan?.remove();
      this.plan = null;
    } else if (!this.plan) {
      const { showPlan } = await import('./plan.js');
      if (!isOpen() || this.plan) return;
      this.plan = el('div');
      this.reply.after(this.plan);
      showPlan(this.plan, this);
    }
  }

  /** @param {string} branch */
  setBranch(branch) {
    this.branch = branch;
    this.isStale.branch = true;
  }

  /** @param {number[]} siblings */
  setVersions(siblings) {
    this.siblings = siblings;
    this.isStale.branch = true;
  }

  /** Where it stands among the branches: most turns have one version, on the branch in use. */
  showBranch() {
    const { branch, siblings } = this;
    if (!this.mark) {
      if (branch === 'in_use' && siblings.length < 2) return;
      this.mark = new BranchMark(this.element, this.id);
      this.meta.after(this.mark.element);
    }
    this.mark.show(branch, siblings);
  }

  /** Whether it was asked for a plan to approve. */
  get plans() {
    return this.settings?.agent_config?.collaborative_planning === true;
  }

  /** @param {string} json */
  setSettings(json) {
    this.settings = objectOf(parseJson(json));
    const { model, agent, response_format: format } = this.settings;
    this.model = wordOf(model ?? agent);
    if (listOf(format?.length ? format : [format]).some((each) => each?.mime_type === 'application/json'))
      this.element.dataset.format = 'json';
    else delete this.element.dataset.format;
    this.isStale.files = listOf(this.settings.attachments).length > 0;
  }

  async showFiles() {
    const { showAttached } = await import('../compose/attached.js');
    if (this.isStale.files) showAttached(this.user, listOf(this.settings.attachments));
    this.isStale.files = false;
  }

  /** @param {number} time of the next automatic try, or 0 */
  setRetryAt(time) {
    this.retryAt = time;
    if (this.error) this.showActions();
  }

  /** @param {string} text a word of namespace reason, or a sentence */
  notice(text) {
    this.notices.append(note(S.reasons[text] ?? text));
  }

  /**
   * The state with its seconds.
   * @param {number} time now
   */
  tick(time) {
    time = this.time = Math.max(this.time, time); // a journal that another tab writes tells of a moment ago
    const thinking = this.state === 'streaming' && !this.steps.hasText;
    let text = S.states[/** @type {keyof typeof S.states} */ (thinking ? 'thinking' : this.state)];
    if (this.state === 'sending') text = this.load || text;
    if (this.running) text = S.lines[this.connection] ?? text;
    if (this.retryAt) text = S.retryIn(Math.max(0, Math.ceil((this.retryAt - time) / 1000)));
    else if (this.running && time - this.sent >= 1000) text += ` ${elapsed(time - this.sent)}`;
    setText(this.status, text);
    this.job?.tick(time);
  }

  /** @param {string} text */
  setMessage(text) {
    this.message = text;
    setText(this.user, text);
  }

  /**
   * @param {number} parent a turn, or 0
   * @param {string} interaction the id it continues, or empty
   */
  setParent(parent, interaction) {
    this.parentTurn = parent;
    this.parentId = interaction;
    setText(this.parent, parent ? S.follows(parent) : S.begins);
    if (interaction) this.parent.title = S.followsId(interaction);
    else this.parent.removeAttribute('title');
  }

  /** @param {string} json */
  setInteraction(json) {
    const interaction = parseJson(json);
    if (typeof interaction === 'object' && interaction) this.interaction = interaction;
    if (!this.over) this.answered = this.interaction; // what comes then is about the next one
    this.isStale.facts = true;
  }

  /**
   * @param {number} status HTTP status, or 0
   * @param {string} json
   * @returns {string} what is wrong, in a sentence
   */
  setError(status, json) {
    this.clearError();
    const given = parseJson(json);
    const error = typeof given === 'object' && given ? given : { message: json };
    const said = wordOf(error.message) || S.noMessage;
    const what = [status && `HTTP ${status}`, wordOf(error.code)].filter(Boolean).join(' \u00b7 ');
    this.error = el(
      'div',
      { 'data-part': 'error' },
      el('p', { class: 'what' }, what),
      el('p', { class: 'said', dir: 'auto' }, said),
      failureButtons(),
    );
    this.element.insertBefore(this.error, this.notes);
    this.showActions();
    this.unexplained = error;
    return said;
  }

  /** What the reader can do about it. */
  async explain() {
    const { error: box, unexplained: error } = this;
    if (!box || !error) return;
    const part = await import('./turn_error.js').catch(() => null); // without a network: when it is shown again
    if (!part || this.unexplained !== error) return;
    this.unexplained = null;
    part.explain(box, error);
  }

  clearError() {
    this.error?.remove();
    this.error = this.unexplained = null;
  }

  destroy() {
    this.steps.clear();
  }

  /** The answer starts over. Where it is sent again, what it took before stays. */
  reset() {
    this.steps.clear();
    this.clearError();
    this.notices.replaceChildren();
    this.facts.clear();
    this.interaction = null;
  }
}

/** @param {string} text */
function note(text) {
  return el('p', { class: 'note' }, text);
}
