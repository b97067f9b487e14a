/** The app's entry: theme first, so that nothing flashes, then the study on its way, then the page. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './ui/App';
import { startApp } from './ui/stores';
import { installTheme } from './ui/theme';
import './ui/styles/index.css';

installTheme();
void startApp();
const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root to mount on.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
