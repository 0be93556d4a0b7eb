import type { Face } from "../devices/face.ts";

/** How the faces of a world come about. */
export interface FaceSource<Device> {
  make(device: Device): Face;
  isFrozen(device: Device): boolean;
  /** Takes each face before anybody can read it. */
  tell(device: Device, face: Face): void;
}

/** What the devices of a world show, each made once in a step. A frozen device goes on showing what it showed. */
export class ShownFaces<Device> {
  readonly #source: FaceSource<Device>;
  readonly #shown = new Map<Device, { readonly step: number; readonly face: Face }>();
  readonly #frozen = new Map<Device, Face>();

  constructor(source: FaceSource<Device>) {
    this.#source = source;
  }

  /** The face of a device in this step. */
  show(device: Device, step: number): Face {
    const known = this.#shown.get(device);
    if (known !== undefined && known.step === step) return known.face;
    const frozen = this.#source.isFrozen(device) ? this.#frozen.get(device) : undefined;
    const face = frozen ?? this.#source.make(device);
    this.#source.tell(device, face);
    this.#shown.set(device, { step, face });
    return face;
  }

  /** Keeps what the device shows now for as long as it is frozen. */
  freeze(device: Device, step: number): void {
    this.#frozen.set(device, this.show(device, step));
  }

  /** The face of this step holds no longer: the device was written, broken or mended. */
  changed(device: Device): void {
    this.#shown.delete(device);
  }
}
