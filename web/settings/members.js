// Members of the request as the form sees them: one by one, by path.

export class Members {
  /**
   * @param {Record<string, any>} all
   * @param {() => void} changed
   */
  constructor(all, changed) {
    this.all = structuredClone(all);
    this.changed = changed;
  }

  /** @param {string} path such as generation_config.seed */
  get(path) {
    return path.split('.').reduce((value, name) => value?.[name], /** @type {any} */ (this.all));
  }

  /**
   * @param {string} path
   * @param {any} value undefined: the member is left out, and so is what gets empty by that
   */
  set(path, value) {
    put(this.all, path.split('.'), value);
    this.changed();
  }

  /** @param {string} type */
  tool(type) {
    return this.tools.find((tool) => tool?.type === type);
  }

  /** @returns {any[]} */
  get tools() {
    return Array.isArray(this.all.tools) ? this.all.tools : [];
  }

  /**
   * Tools of one kind are replaced where the first of them stood.
   * @param {(tool: any) => boolean} isThat
   * @param {any[]} by
   */
  setTools(isThat, by) {
    const { tools } = this;
    const at = tools.findIndex(isThat);
    const others = tools.filter((tool) => !isThat(tool));
    others.splice(at < 0 ? others.length : at, 0, ...by);
    this.set('tools', others.length ? others : undefined);
  }
}

/**
 * @param {any} object
 * @param {string[]} path
 * @param {any} value
 */
function put(object, [name, ...rest], value) {
  if (rest.length) {
    if (typeof object[name] !== 'object') object[name] = {};
    put(object[name], rest, value);
    if (!Object.keys(object[name]).length) delete object[name];
  } else if (value === undefined) {
    delete object[name];
  } else {
    object[name] = value;
  }
}
