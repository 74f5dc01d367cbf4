// The functions of toys.js at work. They throw what is wrong with their arguments.

/** @type {Record<string, (args: any) => unknown>} */
const toys = {
  get_time: ({ timezone } = {}) => {
    const now = new Date();
    const options = { dateStyle: 'full', timeStyle: 'long', timeZone: timezone || undefined };
    return { utc: now.toISOString(), text: now.toLocaleString('en-GB', /** @type {any} */ (options)) };
  },
  roll_dice: ({ count = 1, sides = 6 } = {}) => {
    if (!isWithin(count, 1, 100)) throw new Error('count must be a whole number from 1 to 100');
    if (!isWithin(sides, 2, 1000)) throw new Error('sides must be a whole number from 2 to 1000');
    const rolls = Array.from({ length: count }, () => 1 + random(sides));
    return { rolls, sum: rolls.reduce((sum, roll) => sum + roll, 0) };
  },
  calculate: ({ expression } = {}) => ({ result: calculate(String(expression ?? '')) }),
};

/**
 * @param {string} name
 * @param {unknown} args
 */
export function runToy(name, args) {
  return toys[name](args ?? {});
}

/**
 * @param {unknown} value
 * @param {number} least
 * @param {number} most
 */
function isWithin(value, least, most) {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

/** Below limit, each as likely. @param {number} limit */
function random(limit) {
  const fair = 2 ** 32 - (2 ** 32 % limit);
  for (;;) {
    const [value] = crypto.getRandomValues(new Uint32Array(1));
    if (value < fair) return value % limit;
  }
}

const kDeepest = 100; // parentheses and signs within each other

/**
 * Sums by precedence: + -, then * / %, then signs, then ^ (from the right).
 * @param {string} text
 */
export function calculate(text) {
  const tokens = text.match(/\d+(\.\d*)?(e[+-]?\d+)?|\.\d+(e[+-]?\d+)?|\S/gi) ?? [];
  let at = 0;
  let depth = 0;
  const take = (/** @type {string} */ signs) => (tokens[at] && signs.includes(tokens[at]) ? tokens[at++] : '');

  function sum() {
    let value = product();
    for (let sign = take('+-'); sign; sign = take('+-')) value = sign === '+' ? value + product() : value - product();
    return value;
  }

  function product() {
    let value = signed();
    for (let sign = take('*/%\u00d7\u00f7'); sign; sign = take('*/%\u00d7\u00f7')) {
      const right = signed();
      if (sign === '*' || sign === '\u00d7') value *= right;
      else if (sign === '%') value %= right;
      else value /= right;
    }
    return value;
  }

  /** @returns {number} */
  function signed() {
    if (++depth > kDeepest) throw new Error('too deep');
    const sign = take('+-');
    const value = !sign ? power() : sign === '-' ? -signed() : signed();
    --depth;
    return value;
  }

  /** @returns {number} */
  function power() {
    const base = atom();
    return take('^') ? base ** signed() : base;
  }

  function atom() {
    if (take('(')) {
      const value = sum();
      if (!take(')')) throw new Error('a parenthesis is not closed');
      return value;
    }
    const token = tokens[at++];
    if (token === undefined || !/^[\d.]/.test(token))
      throw new Error(token ? `"${token}" is not understood` : 'it ends too early');
    return Number(token);
  }

  const value = sum();
  if (at < tokens.length) throw new Error(`"${tokens[at]}" is not understood`);
  if (!Number.isFinite(value)) throw new Error('the result is not a number');
  return value;
}
