/** The folder of a file, with its closing slash; empty for a file in the working folder. */
export function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf("/") + 1);
}

/** A file name as seen from the file that mentions it. */
export function besideFile(file: string, name: string): string {
  return name.startsWith("/") ? name : folderOf(file) + name;
}
