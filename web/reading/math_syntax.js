// Math in Markdown: \( \), \[ \], $$ $$ and $ $, but an amount of dollars stays one.

import { math as mathSyntax } from 'micromark-extension-math';

/**
 * @typedef {import('micromark-util-types').Code} Code
 * @typedef {import('micromark-util-types').State} State
 */

const kDollar = 36;
const kBackslash = 92;
const kClosing = new Map([
  [40, 41], // ( )
  [91, 93], // [ ]
]);

const isLineEnd = (/** @type {Code} */ code) => code !== null && code < -2;
const isSpace = (/** @type {Code} */ code) => code === null || code < 0 || code === 32;
const isWord = (/** @type {Code} */ code) =>
  code !== null && code > 0 && /[\p{L}\p{N}]/u.test(String.fromCharCode(code));

/** @type {import('micromark-util-types').Construct} */
const text = {
  name: 'mathText',
  previous(code) {
    return code !== kDollar && code !== kBackslash;
  },
  tokenize(effects, ok, nok) {
    const self = this;
    const before = self.previous;
    let closing = kDollar; // the last character of what closes it
    let escape = false; // the closing begins with a backslash
    let size = 0; // dollars
    /** @type {Code} */
    let last = null;
    return (code) => {
      effects.enter('mathText');
      effects.enter('mathTextSequence');
      effects.consume(code);
      if (code !== kBackslash) return dollars;
      escape = true;
      return bracket;
    };

    /** @type {State} */
    function bracket(code) {
      closing = kClosing.get(code ?? 0) ?? 0;
      if (!closing) return nok(code);
      effects.consume(code);
      effects.exit('mathTextSequence');
      return begin;
    }

    /** @type {State} */
    function dollars(code) {
      size = 1;
      if (code === kDollar) {
        size = 2;
        effects.consume(code);
        effects.exit('mathTextSequence');
        return begin;
      }
      effects.exit('mathTextSequence');
      // A price: US$5, $ 5.
      if (isSpace(code) || isWord(before)) return nok(code);
      return begin(code);
    }

    /** @type {State} */
    function begin(code) {
      if (code === null || code === kDollar) return nok(code);
      if (isLineEnd(code)) return line(code);
      effects.enter('mathTextData');
      return data(code);
    }

    /** @type {State} */
    function line(code) {
      if (size === 1) return nok(code);
      effects.enter('lineEnding');
      effects.consume(code);
      effects.exit('lineEnding');
      last = code;
      return (next) =>
        next === null ? nok(next) : isLineEnd(next) ? line(next) : (effects.enter('mathTextData'), data(next));
    }

    /** @type {State} */
    function data(code) {
      if (code === null) return nok(code);
      if (isLineEnd(code)) {
        effects.exit('mathTextData');
        return line(code);
      }
      if (code === kBackslash) {
        effects.consume(code);
        return escaped;
      }
      if (code === kDollar && !escape) return size === 1 ? close(code) : first(code);
      effects.consume(code);
      last = code;
      return data;
    }

    /** After a backslash. @type {State} */
    function escaped(code) {
      if (escape && code === closing) {
        effects.consume(code);
        effects.exit('mathTextData');
        effects.exit('mathText');
        return ok;
      }
      if (code === null || isLineEnd(code)) return data(code);
      effects.consume(code);
      last = code;
      return data;
    }

    /** The first of two dollars. @type {State} */
    function first(code) {
      effects.consume(code);
      return (next) => {
        if (next !== kDollar) return data(next);
        effects.consume(next);
        effects.exit('mathTextData');
        effects.exit('mathText');
        return ok;
      };
    }

    /** @type {State} */
    function close(code) {
      if (isSpace(last)) return nok(code);
      effects.consume(code);
      const token = effects.exit('mathTextData');
      effects.exit('mathText');
      const source = self.sliceSerialize(token).slice(0, -1);
      return (next) => (isWord(next) || isPrice(source) ? nok(next) : ok(next));
    }
  },
};

/** Whether what two dollars enclose begins with an amount and goes on as prose: `5 or 10`. @param {string} source */
function isPrice(source) {
  return /^\d/.test(source) && /[\s*]/.test(source) && !/[\\^_{}=]|\s[-+*/<>]\s/.test(source);
}

/** @type {import('micromark-util-types').Extension} */
export const math = {
  flow: mathSyntax().flow,
  text: { [kDollar]: text, [kBackslash]: text },
};
