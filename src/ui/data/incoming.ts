/** A text on its way into the dialog for data: what was dropped on the page, or chosen as a file. */
import { openDialog } from '../open-dialog';

export interface IncomingText {
  readonly text: string;
  /** the file's name; null: pasted */
  readonly file: string | null;
}

let incoming: IncomingText | null = null;

/** What was dropped last; taken once. */
export function takeIncoming(): IncomingText | null {
  const taken = incoming;
  incoming = null;
  return taken;
}

/** A file's text and name. */
export const readFile = async (file: File): Promise<IncomingText> => ({ text: await file.text(), file: file.name });

/** Whether a dragged thing is a file that may hold data. */
export const isDataFile = ({ name, type }: File): boolean =>
  /\.(csv|tsv|txt|dat|json)$/i.test(name) || /^text\/|json$/.test(type);

/** Opens the dialog with a dropped file in it. */
export async function openWithFile(file: File): Promise<void> {
  incoming = await readFile(file);
  openDialog('data');
}
