// What goes along with every message besides its text, in a word each: else nobody would see that an
// instruction or tools are active. Leads to where it is set.

import { byId, setText } from '../ui/dom.js';
import { W } from '../ui/late_strings.js';

/** @param {Record<string, any>} settings of the next message */
export function showActive(settings) {
  const { system_instruction: instruction, tools, response_format: format, background, store } = settings;
  const count = Array.isArray(tools) ? tools.length : 0;
  const { active } = W;
  const parts = [
    instruction && active.instruction,
    count && active.tools(count),
    format && active.format,
    background && active.background,
    store === false && active.unstored,
  ].filter(Boolean);
  const chip = byId('active');
  chip.hidden = !parts.length;
  chip.setAttribute('aria-label', `${active.label}: ${parts.join(', ')}`);
  setText(chip, parts.join(' \u00b7 '));
}
