// Servers of PostgreSQL and Redis of one's own, in a temporary folder, for tests and benchmarks. The system's
// services are left alone.
import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Where Debian puts PostgreSQL's programs, which are not on the path. */
const DEBIAN = "/usr/lib/postgresql";

/** Whether a server that is missing is an error. */
const isRequired = process.env.TRAINWELL_TEST_SERVERS === "required";

const found = (program) =>
  (process.env.PATH ?? "")
    .split(":")
    .map((folder) => join(folder, program))
    .find(existsSync);

function postgresFolder() {
  if (existsSync(DEBIAN)) {
    const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
    const own = versions
      .map((version) => join(DEBIAN, version, "bin"))
      .find((bin) => existsSync(join(bin, "initdb")));
    if (own !== undefined) return own;
  }
  return found("initdb")?.replace(/\/initdb$/, "");
}

/** Whether PostgreSQL is installed, said aloud where it is not. */
export const hasPostgres = () => present("PostgreSQL", postgresFolder());

/** Whether Redis is installed, said aloud where it is not. */
export const hasRedis = () => present("Redis", found("redis-server"));

function present(name, path) {
  if (path !== undefined) return true;
  const message = `${name} is not installed, so what needs it is not tested.`;
  if (isRequired) throw new Error(`${message} TRAINWELL_TEST_SERVERS asks for it.`);
  console.warn(message);
  return false;
}

/** Who runs a server: PostgreSQL refuses to be run by root. */
function asUser() {
  if (process.getuid?.() !== 0) return {};
  const number = (flag, user) => Number(execFileSync("id", [flag, user], { encoding: "utf8" }));
  const user = ["postgres", "nobody"].find((name) => {
    try {
      return number("-u", name) > 0;
    } catch {
      return false;
    }
  });
  return { uid: number("-u", user), gid: number("-g", user) };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(port) {
  for (let attempt = 0; attempt < 600; attempt++) {
    const isThere = await new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true)).once("error", () => resolve(false));
      socket.once("close", () => resolve(false)).unref();
      setTimeout(() => socket.destroy(), 100).unref();
    });
    if (isThere) return;
    await delay(50);
  }
  throw new Error(`No server answers on port ${port}.`);
}

/** A server that may be stopped, killed and started again on its port and its folder. */
class OwnServer {
  #child;
  #ended;

  constructor({ folder, port, address, command, user, stopSignal, ready }) {
    this.folder = folder;
    this.port = port;
    this.address = address;
    this.command = command;
    this.user = user;
    this.stopSignal = stopSignal;
    this.ready = ready;
  }

  async start() {
    const [program, ...args] = this.command;
    // Of a killed server some processes are there for a moment yet, and let no other one begin.
    for (let attempt = 0; attempt < 50; attempt++) {
      this.#child = spawn(program, args, { ...this.user, cwd: this.folder, stdio: "ignore" });
      this.#ended = new Promise((resolve) => this.#child.once("exit", () => resolve(true)));
      const hasEnded = await Promise.race([this.#ended, answers(this.port).then(() => false)]);
      if (!hasEnded) return this.ready();
      await delay(100);
    }
    throw new Error(`${program} does not start.`);
  }

  /** @param signal SIGKILL for a crash; by default it ends at once and in order. */
  async stop(signal = this.stopSignal) {
    this.#child?.kill(signal);
    await this.#ended;
  }

  async remove() {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function ownFolder(user) {
  const folder = mkdtempSync(join(tmpdir(), "trainwell-server-"));
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  return folder;
}

/**
 * Starts a server of PostgreSQL with a user "trainwell" who owns it.
 *
 * @param options.network addresses, such as "10.0.0.0/8", from which others may connect, without a password.
 * @returns the server, whose `address` names the database "postgres".
 */
export async function startPostgres({ network } = {}) {
  const bin = postgresFolder();
  const user = asUser();
  const folder = ownFolder(user);
  const data = join(folder, "data");
  const init = ["-D", data, "-U", "trainwell", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"];
  execFileSync(join(bin, "initdb"), init, { ...user, cwd: folder, stdio: "ignore" });
  if (network !== undefined) appendFileSync(join(data, "pg_hba.conf"), `host all all ${network} trust\n`);
  const port = await freePort();
  const settings = [
    `port=${port}`,
    `listen_addresses=${network === undefined ? "127.0.0.1" : "*"}`,
    `unix_socket_directories=${folder}`,
  ];
  // A killed server loses nothing by it, only a power failure would.
  settings.push("fsync=off", "full_page_writes=off");
  const server = new OwnServer({
    folder,
    port,
    user,
    address: `postgres://trainwell@127.0.0.1:${port}/postgres`,
    command: [join(bin, "postgres"), "-D", data, ...settings.flatMap((setting) => ["-c", setting])],
    // "Fast": ends those that are connected.
    stopSignal: "SIGINT",
    async ready() {
      const args = ["-h", "127.0.0.1", "-p", String(port), "-U", "trainwell", "-q", "postgres"];
      for (let attempt = 0; attempt < 100; attempt++) {
        try {
          return execFileSync(join(bin, "psql"), [...args, "-c", "SELECT 1"], { stdio: "ignore" });
        } catch {
          await delay(100);
        }
      }
      throw new Error("The server of PostgreSQL does not answer.");
    },
  });
  await server.start();
  return server;
}

/** Starts a server of Redis that keeps nothing on disk. @returns the server, with its `address`. */
export async function startRedis() {
  const user = asUser();
  const folder = ownFolder(user);
  const port = await freePort();
  const command = [found("redis-server"), "--port", String(port), "--bind", "127.0.0.1", "--save", ""];
  const address = `redis://127.0.0.1:${port}`;
  const ready = async () => {};
  const server = new OwnServer({ folder, port, address, user, command, stopSignal: "SIGTERM", ready });
  await server.start();
  return server;
}
