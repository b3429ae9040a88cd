/**
 * A CA of one test, and certificates that it signs, made with openssl.
 *
 * @module
 */

/** A certificate and its key, as paths of files. */
export interface Certificate {
  /** The certificate. */
  readonly cert: string;
  /** The key, mode 600. */
  readonly key: string;
}

/** A certificate authority in a folder of its own. */
export class Authority implements AsyncDisposable {
  readonly #folder: string;
  #serial = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes one. */
  static async make(): Promise<Authority> {
    const authority = new Authority(await Deno.makeTempDir());
    await authority.#openssl(
      "req",
      "-x509",
      ...NEW_KEY,
      ...["-keyout", "ca.key", "-out", "ca.pem", "-days", "2"],
      ...["-subj", "/CN=test CA"],
    );
    return authority;
  }

  /** Its own certificate. */
  get ca(): string {
    return `${this.#folder}/ca.pem`;
  }

  /** Signs a certificate for names, "IP:127.0.0.1" for example. */
  async sign(names: string, days = 2): Promise<Certificate> {
    const name = `${this.#folder}/${++this.#serial}`;
    await this.#openssl(
      "req",
      ...NEW_KEY,
      ...["-keyout", `${name}.key`, "-out", `${name}.csr`],
      ...["-subj", `/CN=test ${this.#serial}`],
    );
    await Deno.writeTextFile(
      `${name}.ext`,
      `subjectAltName=${names}\nextendedKeyUsage=serverAuth,clientAuth\n`,
    );
    await this.#openssl(
      ...["x509", "-req", "-in", `${name}.csr`, "-out", `${name}.pem`],
      ...["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"],
      ...["-days", String(days), "-extfile", `${name}.ext`],
    );
    await Deno.chmod(`${name}.key`, 0o600);
    return { cert: `${name}.pem`, key: `${name}.key` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #openssl(...args: string[]): Promise<void> {
    const command = new Deno.Command("openssl", {
      args,
      cwd: this.#folder,
      stdout: "null",
      stderr: "piped",
    });
    const { success, stderr } = await command.output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  }
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
  .concat("-nodes");
