// Where a turn stands among the branches: which one it is on, and the other versions of it.

import { actionButton, el, setText } from '../ui/dom.js';
import { S } from '../ui/strings.js';

export class BranchMark {
  /**
   * @param {HTMLElement} article
   * @param {number} id of the turn
   */
  constructor(article, id) {
    this.article = article;
    this.id = id;
    this.which = el('span', { class: 'which', hidden: true });
    this.fold = actionButton('fold', S.branch.unfold, { class: 'way', hidden: true, 'aria-expanded': 'false' });
    this.count = el('span');
    this.before = actionButton('version', '\u2039', { 'aria-label': S.branch.before });
    this.after = actionButton('version', '\u203a', { 'aria-label': S.branch.after });
    this.versions = el(
      'span',
      { class: 'versions', role: 'group', 'aria-label': S.branch.versions, hidden: true },
      this.before,
      this.count,
      this.after,
    );
    this.element = el('span', { class: 'branch', hidden: true }, this.which, this.versions, this.fold);
  }

  /**
   * @param {string} branch a name of Branch
   * @param {number[]} versions turns that follow the same one
   */
  show(branch, versions) {
    const aside = branch === 'in_use' ? '' : branch;
    if ((this.article.dataset.branch ?? '') !== aside) {
      if (aside) this.article.dataset.branch = aside;
      else delete this.article.dataset.branch;
      this.which.hidden = !aside;
      setText(this.which, aside && S.branch[/** @type {'parallel' | 'other'} */ (aside)]);
      this.fold.hidden = aside !== 'other';
      this.setFolded(aside === 'other');
    }
    this.element.hidden = !aside && versions.length < 2;
    this.versions.hidden = versions.length < 2;
    if (versions.length < 2) return;
    const at = versions.indexOf(this.id);
    setText(this.count, `${at + 1}/${versions.length}`);
    this.point(this.before, versions[at - 1]);
    this.point(this.after, versions[at + 1]);
  }

  /**
   * @param {HTMLElement} button
   * @param {number | undefined} version
   */
  point(button, version) {
    button.setAttribute('aria-disabled', String(!version));
    button.dataset.turn = String(version ?? 0);
  }

  /** @param {boolean} folded */
  setFolded(folded) {
    this.article.toggleAttribute('data-folded', folded);
    this.fold.setAttribute('aria-expanded', String(!folded));
    setText(this.fold, folded ? S.branch.unfold : S.branch.fold);
  }

  toggle() {
    this.setFolded(!this.article.hasAttribute('data-folded'));
  }
}
