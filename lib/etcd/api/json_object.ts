/**
 * What etcd answers: JSON objects, read without losing a digit.
 *
 * @module
 */

import { errorText, parseJson } from "../../pmda/mod.ts";
import { BadAnswerError } from "../http/mod.ts";
import { MissingFieldError } from "./answer_errors.ts";

const DIGITS = /^[0-9]{1,20}$/;
const U64_MAX = (1n << 64n) - 1n;

/**
 * The fields of a JSON object. Integers keep all their digits.
 */
export class JsonObject {
  readonly #fields: ReadonlyMap<string, unknown>;

  private constructor(fields: ReadonlyMap<string, unknown>) {
    this.#fields = fields;
  }

  /** Parses a payload. @throws {BadAnswerError} */
  static parse(text: string): JsonObject {
    // etcd answers its own statistics so while a rate is infinite, for JSON
    // has no number for that.
    if (text === "") throw new BadAnswerError("answer is empty");
    let parsed: unknown;
    try {
      parsed = parseJson(text);
    } catch (error) {
      const reason = errorText(error);
      throw new BadAnswerError(`answer is not JSON: ${reason}`);
    }
    const fields = fieldsOf(parsed);
    if (fields === undefined) {
      throw new BadAnswerError("answer is not a JSON object");
    }
    return new JsonObject(fields);
  }

  has(name: string): boolean {
    return this.#fields.has(name);
  }

  /**
   * A field with text.
   *
   * @throws {MissingFieldError | BadAnswerError} Where it is missing or no such thing.
   */
  string(name: string): string {
    const value = this.#field(name);
    if (typeof value !== "string") throw this.#wrong(name, value, "text");
    return value;
  }

  /**
   * A field with an unsigned 64-bit integer.
   *
   * @throws {MissingFieldError | BadAnswerError} Where it is missing or no such thing.
   */
  u64(name: string): bigint {
    const value = this.#field(name);
    if (Number.isSafeInteger(value) && Number(value) >= 0) {
      return BigInt(Number(value));
    }
    if (typeof value !== "bigint" || value < 0n || value > U64_MAX) {
      throw this.#wrong(name, value, "an unsigned 64-bit integer");
    }
    return value;
  }

  /**
   * A field with a number that need not be an integer.
   *
   * @throws {MissingFieldError | BadAnswerError} Where it is missing or no such thing.
   */
  double(name: string): number {
    const value = this.#field(name);
    const number = typeof value === "bigint" ? Number(value) : value;
    if (typeof number !== "number" || !Number.isFinite(number)) {
      throw this.#wrong(name, value, "a number");
    }
    return number;
  }

  /**
   * A 64-bit integer as the v3 API writes it: decimal digits as text, no field
   * at all for 0. A plain number is understood too.
   *
   * @throws {BadAnswerError} If the field is not such an integer.
   */
  proto64(name: string): bigint {
    if (!this.has(name)) return 0n;
    const value = this.#fields.get(name);
    if (typeof value !== "string") return this.u64(name);
    const integer = DIGITS.test(value) ? BigInt(value) : -1n;
    if (integer < 0n || integer > U64_MAX) {
      throw this.#wrong(name, value, "an unsigned 64-bit integer");
    }
    return integer;
  }

  /**
   * A truth value as the v3 API writes it: no field at all for `false`.
   *
   * @throws {BadAnswerError} Where the field has no truth value.
   */
  protoBool(name: string): boolean {
    const value = this.#fields.get(name) ?? false;
    if (typeof value !== "boolean") {
      throw this.#wrong(name, value, "true or false");
    }
    return value;
  }

  /** A list of texts; no field at all is an empty one. @throws {BadAnswerError} */
  strings(name: string): readonly string[] {
    const list = this.#list(name);
    const texts = list.filter((text) => typeof text === "string");
    if (texts.length < list.length) {
      throw this.#wrong(name, list, "a list of texts");
    }
    return texts;
  }

  /** A list of objects; no field at all is an empty one. @throws {BadAnswerError} */
  objects(name: string): readonly JsonObject[] {
    return this.#list(name).map((value) =>
      this.#nested(name, value, "a list of objects")
    );
  }

  /**
   * A field with an object.
   *
   * @throws {MissingFieldError | BadAnswerError} Where it is missing or no such thing.
   */
  object(name: string): JsonObject {
    return this.#nested(name, this.#field(name), "an object");
  }

  names(): readonly string[] {
    return [...this.#fields.keys()];
  }

  #list(name: string): readonly unknown[] {
    const value = this.#fields.get(name) ?? [];
    if (!Array.isArray(value)) throw this.#wrong(name, value, "a list");
    return value;
  }

  #nested(name: string, value: unknown, expected: string): JsonObject {
    const fields = fieldsOf(value);
    if (fields === undefined) throw this.#wrong(name, value, expected);
    return new JsonObject(fields);
  }

  #field(name: string): unknown {
    const value = this.#fields.get(name);
    if (value === undefined) {
      throw new MissingFieldError(`no field ${name} in the answer`);
    }
    return value;
  }

  #wrong(name: string, value: unknown, expected: string): BadAnswerError {
    const text = typeof value === "object"
      ? shapeOf(value)
      : String(value).slice(0, 40);
    return new BadAnswerError(
      `field ${name} is ${text}, not ${expected}`,
    );
  }
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : undefined;
}

function shapeOf(value: object | null): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : "an object";
}
