/** Files and links: what leaves the page and how it comes in. */
import { appStore } from '../stores';

/** Saves the study as JSON through the browser's download. */
export async function downloadStudy(): Promise<void> {
  download(await appStore.getState().exportStudy(), 'application/json', 'json');
}

/** Saves the runs as a Python script, where there is one. */
export async function downloadScript(): Promise<void> {
  const text = await appStore.getState().exportScript();
  if (text !== null) download(text, 'text/x-python', 'py');
}

function download(text: string, type: string, extension: string): void {
  const { problemId } = appStore.getState().problem;
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `thalweg-${problemId ?? 'study'}.${extension}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Asks for a file and imports it. */
export function pickStudyFile(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = 'application/json,.json';
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file) void file.text().then((text) => appStore.getState().importStudy(text));
  });
  input.click();
}

/** Puts the address of the page, which holds the whole state, on the clipboard. False when the browser refused. */
export async function copyLink(): Promise<boolean> {
  return navigator.clipboard.writeText(location.href).then(
    () => true,
    () => false,
  );
}
