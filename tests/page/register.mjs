// For `node --import`: lets node load the page's modules as the bundler does.
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);
