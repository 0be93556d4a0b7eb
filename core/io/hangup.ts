import { read } from "node:fs";
import { promisify } from "node:util";
import type { SerialPort } from "serialport";

type Binding = NonNullable<SerialPort["port"]>;
type PolledBinding = Extract<Binding, { readonly poller: unknown; fd: number | null }>;

const readFile = promisify(read);
const nothingYet: ReadonlySet<unknown> = new Set(["EAGAIN", "EWOULDBLOCK", "EINTR"]);

/**
 * Makes an open port notice a hang-up. A tty that was pulled reads 0 bytes for ever, and serialport 13.0.0 asks it again
 * without end (`@serialport/bindings-cpp` 13.0.0, `unix-read.ts`); on an open port no other read of 0 bytes exists, as VMIN is 1.
 */
export function noticeHangup(port: SerialPort): void {
  const binding = port.port;
  if (binding === undefined || !("poller" in binding)) return;
  binding.read = (buffer, offset, length) => readOnce(binding, { buffer, offset, length });
}

async function readOnce(binding: PolledBinding, into: { buffer: Buffer; offset: number; length: number }) {
  const { buffer, offset, length } = into;
  for (;;) {
    if (binding.fd === null) throw closed();
    try {
      const { bytesRead } = await readFile(binding.fd, buffer, offset, length, null);
      if (bytesRead > 0) return { buffer, bytesRead };
    } catch (error) {
      // Closed while this read was under way: its poller is destroyed, and asking it anything more ends the process.
      if (binding.fd === null) throw closed();
      if (!nothingYet.has((error as NodeJS.ErrnoException).code)) throw error;
      await readable(binding);
      continue;
    }
    throw new Error("the port was pulled out");
  }
}

const closed = (): Error => Object.assign(new Error("the port is closed"), { canceled: true });

function readable(binding: PolledBinding): Promise<void> {
  return new Promise((resolve, reject) => {
    binding.poller.once("readable", (error: Error | null) => (error ? reject(error) : resolve()));
  });
}
