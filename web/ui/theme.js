// Before anything is drawn, so that nothing flashes; what another tab chooses counts here as well.

import { applyTheme } from './apply_theme.js';

applyTheme();
addEventListener('storage', applyTheme);
