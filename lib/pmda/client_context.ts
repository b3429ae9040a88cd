/**
 * The clients of pmcd, as far as an agent knows them. See pmdaattribute(3)
 * and pmdaSetEndContextCallBack(3).
 *
 * @module
 */

/** A client of pmcd. The same object stands for it until it ends. */
export interface ClientContext {
  /** Its number. pmcd gives it to another client once this one has ended. */
  readonly id: number;
  /**
   * What pmcd has told of it, by PCP_ATTR code: user, group, process,
   * container. Empty unless the agent's definition asks for attributes.
   */
  readonly attributes: ReadonlyMap<number, string>;
}

/**
 * The clients that have asked something and have not ended.
 *
 * @example
 * ```ts
 * import { ClientContexts, PCP_ATTR_USERNAME } from "@pmdaetcd/pmda";
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
  readonly #contexts = new Map<
    number,
    { readonly id: number; readonly attributes: Map<number, string> }
  >();

  /**
   * A client; a new one where nothing is known of it.
   *
   * @param id Its number.
   * @returns The client.
   */
  get(id: number): ClientContext {
    return this.#get(id);
  }

  /**
   * Notes what pmcd tells of a client.
   *
   * @param id The client's number.
   * @param attribute One of the PCP_ATTR codes.
   * @param value Its value.
   */
  setAttribute(id: number, attribute: number, value: string): void {
    this.#get(id).attributes.set(attribute, value);
  }

  /**
   * Forgets a client.
   *
   * @param id Its number.
   * @returns The client, undefined where nothing was known of it.
   */
  end(id: number): ClientContext | undefined {
    const context = this.#contexts.get(id);
    this.#contexts.delete(id);
    return context;
  }

  #get(id: number) {
    let context = this.#contexts.get(id);
    if (context === undefined) {
      context = { id, attributes: new Map<number, string>() };
      this.#contexts.set(id, context);
    }
    return context;
  }
}
