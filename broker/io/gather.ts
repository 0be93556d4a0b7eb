import type { Socket } from "node:net";

/** Bytes that are collected before they are handed on at once. */
const roomLength = 65_536;

/** A piece of this length is not worth copying. */
const longPiece = 16_384;

type Written = (error?: Error | null) => void;

/**
 * Lets what is written in one turn of the event loop leave together. The broker writes each packet in five pieces and, left
 * alone, gives every packet to the system by itself: with small messages that costs more than all else it does.
 */
export function gatherWrites(socket: Socket): void {
  const write = socket.write.bind(socket);
  const end = socket.end.bind(socket);
  let room = Buffer.allocUnsafe(0);
  let length = 0;
  const flush = (): void => {
    if (length === 0) return;
    const gathered = room.subarray(0, length);
    room = room.subarray(length);
    length = 0;
    if (socket.writable) write(gathered);
  };
  const add = (piece: Uint8Array): void => {
    if (length + piece.length > room.length) {
      flush();
      room = Buffer.allocUnsafe(roomLength);
    }
    if (length === 0) setImmediate(flush);
    room.set(piece, length);
    length += piece.length;
  };
  const gather = (piece: string | Uint8Array, encoding?: BufferEncoding | Written, written?: Written): boolean => {
    const told = typeof encoding === "function" ? encoding : written;
    const bytes = typeof piece === "string" ? Buffer.from(piece, textEncoding(encoding)) : piece;
    if (bytes.length >= longPiece || told !== undefined) {
      flush();
      return write(bytes, told);
    }
    if (bytes.length > 0) add(bytes);
    return !socket.writableNeedDrain;
  };
  socket.write = gather as Socket["write"];
  socket.end = ((...rest: Parameters<Socket["end"]>): Socket => {
    flush();
    return end(...rest);
  }) as Socket["end"];
}

function textEncoding(encoding: BufferEncoding | Written | undefined): BufferEncoding {
  return typeof encoding === "string" ? encoding : "utf8";
}
