/**
 * The clients of pmcd, as far as an agent knows them. See pmdaattribute(3)
 * and pmdaSetEndContextCallBack(3).
 *
 * @module
 */

import { type PmProfile, PROFILE_ALL } from "../pcp/mod.ts";

/** A client of pmcd. The same object stands for it until it ends. */
export interface ClientContext {
  /** Its number. pmcd gives it to another client once this one has ended. */
  readonly id: number;
  /**
   * What pmcd has told of it, by PCP_ATTR code: user, group, process,
   * container. Empty unless the agent's definition asks for attributes.
   */
  readonly attributes: ReadonlyMap<number, string>;
  /** The instances that it wants. */
  readonly profile: PmProfile;
}

/** A client as it is kept. */
interface Known extends ClientContext {
  readonly attributes: Map<number, string>;
  profile: PmProfile;
}

/** More clients than a pmcd can have; what is beyond has not been told to end. */
const CONTEXTS_MAX = 10_000;

/**
 * The clients that have asked something and have not ended.
 *
 * @example
 * ```ts
 * import { PCP_ATTR_USERNAME } from "@pmdaetcd/pcp";
 * import { ClientContexts } from "@pmdaetcd/pmda/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const contexts = new ClientContexts();
 * contexts.setAttribute(3, PCP_ATTR_USERNAME, "joe");
 * assertEquals(contexts.get(3).attributes.get(PCP_ATTR_USERNAME), "joe");
 * assertEquals(contexts.end(3)?.id, 3);
 * assertEquals(contexts.get(3).attributes.size, 0);
 * ```
 */
export class ClientContexts {
  /** The one that has asked the longest time ago is the first. */
  readonly #contexts = new Map<number, Known>();
  readonly #ended: (context: ClientContext) => void;

  /**
   * Makes a set without clients.
   *
   * @param ended Called with a client that is forgotten because there are too
   * many; pmcd should have told its end.
   */
  constructor(ended: (context: ClientContext) => void = () => {}) {
    this.#ended = ended;
  }

  /** A client; a new one where nothing is known of it. */
  get(id: number): ClientContext {
    return this.#get(id);
  }

  /** Notes what pmcd tells of a client. */
  setAttribute(id: number, attribute: number, value: string): void {
    this.#get(id).attributes.set(attribute, value);
  }

  /** Notes which instances a client wants. */
  setProfile(id: number, profile: PmProfile): void {
    this.#get(id).profile = profile;
  }

  /** Forgets a client. */
  end(id: number): ClientContext | undefined {
    const context = this.#contexts.get(id);
    this.#contexts.delete(id);
    return context;
  }

  #forgetOldest(): void {
    for (const [id, context] of this.#contexts) {
      this.#contexts.delete(id);
      return this.#ended(context);
    }
  }

  #get(id: number): Known {
    const known = this.#contexts.get(id);
    const context = known ??
      { id, attributes: new Map(), profile: PROFILE_ALL };
    this.#contexts.delete(id);
    if (this.#contexts.size >= CONTEXTS_MAX) this.#forgetOldest();
    this.#contexts.set(id, context);
    return context;
  }
}
