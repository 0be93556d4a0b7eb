/** The outcome of an operation whose failure is expected: a bad checksum, a refused command, a faulty file. Bugs throw. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** An outcome that went well. */
export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
/** An outcome that did not. */
export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });
