// The pane of events: open or not, at the end of its list, and the inspector once it is wanted.

import { byId, painted, setText } from '../ui/dom.js';
import { once } from '../ui/once.js';
import { notice, say } from '../ui/say.js';
import { Follower } from '../ui/scroll.js';
import { S } from '../ui/strings.js';

export class EventPane {
  /** @param {Follower} log which becomes narrower beside an open pane */
  constructor(log) {
    this.log = log;
    this.element = byId('events');
    this.list = byId('event-list');
    this.follow = new Follower(this.list, () => {});
    /** @type {import('../conversation/conversation.js').Conversation | null} the conversation that is shown */
    this.live = null;
    /** What can be done with events beyond seeing them. */
    this.inspector = once(
      async () => {
        await painted();
        const { Inspector } = await import('./inspector/inspector.js');
        const { live } = this;
        if (!live) throw new Error('there is no conversation');
        return new Inspector(live.all, this.follow, notice);
      },
      ({ message }) => say(S.notLoaded(message)),
    );
    for (const kind of ['pointerenter', 'focusin']) this.element.addEventListener(kind, () => this.inspect(true));
    this.list.addEventListener('scroll', () => this.follow.scrolled(), { passive: true });
  }

  get isOpen() {
    return this.element.dataset.open === 'yes';
  }

  /** @param {import('../conversation/conversation.js').Conversation} live */
  use(live) {
    this.live = live;
    this.list.replaceChildren(live.elements.events);
    byId('event-count').replaceChildren(live.elements.count);
    byId('event-latest').replaceChildren(live.elements.latest);
  }

  /** @param {boolean} open */
  setOpen(open) {
    this.element.dataset.open = byId('app').dataset.events = open ? 'yes' : 'no';
    for (const id of ['toggle', 'toggle-phone']) {
      byId(id).setAttribute('aria-expanded', String(open));
      setText(byId(`${id}-text`), open ? S.events.hide : S.events.show);
    }
    this.inspect();
    this.log.update();
    this.follow.update();
  }

  /**
   * Once there are some in sight, or someone goes there.
   * @param {boolean} [wanted]
   */
  inspect(wanted = false) {
    if (this.live && this.isOpen && (wanted || !this.live.empty)) void this.inspector();
  }
}
