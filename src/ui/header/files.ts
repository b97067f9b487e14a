/** Files and links: what leaves the page and how it comes in. */
import { appStore } from '../stores';

/** Saves the study as JSON through the browser's download. */
export async function downloadStudy(): Promise<void> {
  const text = await appStore.getState().exportStudy();
  const { problemId } = appStore.getState().problem;
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `thalweg-${problemId ?? 'study'}.json`;
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
