// How much work a text may make. The parser looks back and tries again, so a few kilobytes of `- ` or
// `](` would keep it busy for minutes, and elements that stand in each other a thousand deep end the
// tab. Beyond a bound a mark is what it looks like: a character.

/**
 * @typedef {import('micromark-util-types').ParseContext} Parser
 * @typedef {import('micromark-util-types').Construct} Construct
 * @typedef {import('micromark-util-types').TokenizeContext} Context
 * @typedef {import('micromark-util-types').Effects} Effects
 * @typedef {import('micromark-util-types').Code} Code
 * @typedef {{looks: number, start: number}} Work of a tokenizer, which began there
 */

export const kDeepest = 100; // quotations, lists and footnotes in each other, as many emphases and brackets

// Each character may be looked at so many times, over all that came before it: ordinary texts need four.
const kLooks = 6;
const kFree = 100000; // looks of which no account is given: a short text may be odd
const kTry = 4; // looks that every try costs
const kWalk = 16; // what came before is passed, so many tokens for a look, where a mark seeks its other end
const kMove = 128; // and everywhere it may be moved, likewise
const kMostLazy = 5000; // lines that go on with a quotation without its mark: for each, all are passed

const kKinds = /** @type {const} */ (['document', 'contentInitial', 'flowInitial', 'flow', 'text']);
const kPaired = new Set(['42', '95', '126']); // * _ ~ look for their like among all that came
const kBracket = '93'; // ] goes back to the bracket that it closes

/**
 * Gives a parser its bounds.
 * @param {Parser} parser that has parsed nothing yet
 * @returns {Map<Effects, Work>} what each of its tokenizers has done, by its effects
 */
export function bound(parser) {
  const { constructs } = parser;
  const works = new Map();
  const depth = new Depth();
  const brackets = new Brackets();
  for (const kind of kKinds) {
    constructs[kind] = Object.fromEntries(
      Object.entries(constructs[kind]).map(([code, list]) => [
        code,
        [list ?? []].flat().map((construct) => {
          if (Number(code) < -2) return construct; // a line ends: the parser counts on that
          if (kind === 'document') construct = depth.bound(construct);
          if (construct.name === 'attention') construct = shortRun(construct);
          if (construct.name?.startsWith('label')) construct = brackets.bound(construct);
          return diligent(construct, works, kind === 'text' ? code : '');
        }),
      ]),
    );
  }
  let lazy = 0;
  parser.lazy = new Proxy(parser.lazy, {
    set(lines, line, isLazy) {
      lazy += Number(isLazy);
      return Reflect.set(lines, line, isLazy && lazy <= kMostLazy);
    },
  });
  parser.defined = new Names();
  parser.gfmFootnotes = new Names();
  return works;
}

/**
 * Fails once too much was done for what there is.
 * @param {Construct} construct
 * @param {Map<Effects, Work>} works
 * @param {string} code of the character in a text that it begins with
 * @returns {Construct}
 */
function diligent(construct, works, code) {
  const { tokenize, continuation, previous } = construct;
  return {
    ...construct,
    continuation: continuation && diligent(continuation, works, ''),
    // Else each mark that is refused would be a piece of text of its own.
    previous(before) {
      return !isTired(this, of.get(this)) && (previous?.call(this, before) ?? true);
    },
    tokenize(effects, ok, nok) {
      const work = works.get(effects) ?? begun(this, effects);
      works.set(effects, work);
      of.set(this, work);
      if (isTired(this, work)) return nok;
      work.looks += kTry + passed(this, code);
      return tokenize.call(this, effects, ok, nok);
    },
  };
}

/**
 * @param {Context} context
 * @param {string} code
 * @returns {number} what passing all that a character has to pass is worth, in looks
 */
function passed({ events }, code) {
  if (!code) return 0;
  if (kPaired.has(code)) return events.length / kWalk;
  if (code !== kBracket) return events.length / kMove;
  let at = events.length;
  while (at-- && (!/^label(Link|Image)$/.test(events[at][1].type) || events[at][1]._balanced));
  return (events.length - at) / kWalk;
}

/** @type {WeakMap<Context, Work>} */
const of = new WeakMap();

/**
 * @param {Context} context
 * @param {Work} [work]
 */
function isTired(context, work) {
  if (!work || work.looks < kFree) return false; // nearly always
  return work.looks > kFree + kLooks * (context.now().offset - work.start);
}

/**
 * Counts what a tokenizer looks at, again and again or not.
 * @param {Context} context
 * @param {Effects} effects
 */
function begun(context, effects) {
  const work = { looks: 0, start: context.now().offset };
  const { consume } = effects;
  effects.consume = (code) => {
    ++work.looks;
    return consume(code);
  };
  return work;
}

/** How many containers are open in a line so far: it is the document's to know, and it does not tell. */
class Depth {
  constructor() {
    this.line = 0;
    this.count = 0;
    this.last = -1; // where the newest one began: the document tries some twice
  }

  /** @param {Construct} construct @returns {Construct} */
  bound(construct) {
    const depth = this;
    const continued = construct.continuation?.tokenize;
    return {
      ...construct,
      continuation: continued && {
        ...construct.continuation,
        tokenize(effects, ok, nok) {
          depth.begin(this);
          return continued.call(this, effects, (code) => (++depth.count, ok(code)), nok);
        },
      },
      tokenize(effects, ok, nok) {
        depth.begin(this);
        if (depth.count >= kDeepest) return nok;
        const { offset } = this.now();
        const begins = (/** @type {Code} */ code) => {
          if (offset !== depth.last) ++depth.count;
          depth.last = offset;
          return ok(code);
        };
        return construct.tokenize.call(this, effects, begins, nok);
      },
    };
  }

  /** @param {Context} context */
  begin(context) {
    const { line } = context.now();
    if (line === this.line) return;
    this.line = line;
    this.count = 0;
  }
}

/**
 * How many brackets are open in a text: each that closes one goes back to it, and an image moves all that stands
 * in it.
 */
class Brackets {
  constructor() {
    /** @type {WeakMap<Context, number>} */
    this.open = new WeakMap();
  }

  /** @param {Construct} construct @returns {Construct} */
  bound(construct) {
    const { open } = this;
    const isEnd = construct.name === 'labelEnd';
    return {
      ...construct,
      tokenize(effects, ok, nok) {
        const count = open.get(this) ?? 0;
        if (isEnd) open.set(this, Math.max(0, count - 1));
        else if (count >= kDeepest) return nok;
        const opened = (/** @type {Code} */ code) => {
          open.set(this, count + 1);
          return ok(code);
        };
        return construct.tokenize.call(this, effects, isEnd ? ok : opened, nok);
      },
    };
  }
}

/**
 * A run of asterisks makes half as many emphases, each in the next.
 * @param {Construct} construct
 * @returns {Construct}
 */
function shortRun(construct) {
  return {
    ...construct,
    tokenize(effects, ok, nok) {
      const { offset } = this.now();
      const done = (/** @type {Code} */ code) => {
        const token = this.events[this.events.length - 1][1];
        if (this.now().offset - offset > kDeepest) token._open = token._close = false;
        return ok(code);
      };
      return construct.tokenize.call(this, effects, done, nok);
    },
  };
}

/**
 * Labels that are defined, of which each is found at once.
 * @extends {Array<string>}
 */
class Names extends Array {
  /** @type {Set<string>} */
  all = new Set();

  /** @param {...string} names */
  push(...names) {
    for (const name of names) this.all.add(name);
    return this.all.size;
  }

  /** @param {string} name */
  includes(name) {
    return this.all.has(name);
  }
}
