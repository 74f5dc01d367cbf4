// German. Each group is for the module of its name; tsc finds what is missing.

import { settings } from './de/settings.js';
import { examples, writing } from './de/writing.js';
import { files } from './de/files.js';
import { inspector } from './de/inspector.js';
import { numbers } from './de/numbers.js';
import { page } from './de/page.js';
import { reading } from './de/reading.js';
import { late } from './de/late.js';
import { html } from './de/html.js';
import { fill } from './fill.js';

fill(html);

export const texts = { page, late, settings, writing, examples, files, inspector, numbers, reading };
