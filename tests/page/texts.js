// Texts that a model might answer with, for the tests that read them.

/** One of each: headings, lists, a table, code, quotations, math. As the demo's `demo:markdown`. */
export const kEverything = `# Formatted text

A paragraph with **strong**, *emphasised*, ~~deleted~~ and \`inline code\`, and a [link](https://example.com/).

## Lists

1. first
2. second
   - nested
   - nested again
3. third

- [x] done
- [ ] to do

#### A table

| planet | moons | rings |
|---|---:|:---:|
| Earth | 1 | no |
| Saturn | 146 | yes |

## Code

\`\`\`cpp
#include <iostream>

int main() {
  std::cout << "Hello\\n";  // <b>not bold</b>
}
\`\`\`

## A quotation

> The medium is the message.
>
> > And the message is scripted.

## Mathematics

Inline $a^2 + b^2 = c^2$ and on its own:

$$\\sum_{k=1}^{n} k = \\frac{n(n+1)}{2}$$

---

The end.
`;

export const kNotes = `One[^1] and **two[^long]**, again[^1], none[^2].

Much of it.

[^1]: The *first*.
[^long]: The second:

    - its list

End.`;

/** Where parsers disagree, and where a character is easily lost. */
export const kOdd = [
  '*a **b* c** `x` ``y`z`` \\* &amp; &#65; &nope; <b>no</b> <br> ~~d~~ ~e~',
  '- a\n\n\n  b\n-\tc\n> d\ne\n1) f\n   ```\n   code\n\n   more\n',
  '| a | b\n|--|:-:\n| `x\\|y` | **z** | extra\n| short\n\n[r][1] and [r]\n\n[1]: http://e.x/y "t"\n[r]: <z>\n',
  'Setext\n===\ntwo\n---\n***\n    indented\n\n\tcode\n<div>\n*raw*\n</div>\n\n<!-- c -->',
  '\n\n  # h #\n## \n####### no\n![i](http://e.x/i.png) <http://a.b> www.c.de x@y.zz _a_b_ **\u00e9**',
  '\u{1f469}\u200d\u{1f467} **x**\u2028end  \nnext\\\nlast',
  'a[^1] b![^\u00dfx] [^no]\n> [^1]: q\n\n- c[^a\\]b]\n\n[^\u00dfx]: d\n  lazy\n\n    e\n\n        f\n[^1]: again[^1]',
  'a[^5] b[^a\\]b]\n\n[^a\\]b]:\n[^5]: \n\nend',
  '\ufeff# a byte order mark\r\n\r\n* CR\r* LF\r\n',
  'With $x_1 * y_1$ and \\(a_b\\), **then**\n\n$$\n\\frac{1}{2}\n+ 3\n$$\n\n\\[ E \\] and $2^n$, \\$6\\$ `$z$`.',
  '```\nnever closed\n\n  ',
  kNotes,
  kEverything,
];
