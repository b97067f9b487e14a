/** The one way in: from the command palette, and from the examples. */
import { openDialog } from '../open-dialog';

/** Opens the training on handwritten digits. */
export const openDigits = (): void => openDialog('digits');
