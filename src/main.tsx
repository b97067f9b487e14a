/** The app's entry: theme first, so that nothing flashes, then the first picture, then the page around it. */
import { bootFirstPicture } from './ui/boot';
import { startApp } from './ui/stores';
import { installTheme } from './ui/theme';
import './ui/styles/index.css';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root to mount on.');
installTheme();
void startApp();
void bootFirstPicture(root)
  .then(() => import('./ui/mount'))
  .then(({ mount }) => mount(root));
