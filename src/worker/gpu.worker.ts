/** Entry of the picture worker: owner of the GPU, of the editor's compiler and of the file format. */
import { expose } from 'comlink';
import { PictureService } from './picture-service';

expose(new PictureService());
