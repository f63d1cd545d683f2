import { createCpuFields } from '../../src/engine/cpu/multigrid.ts';
import { fieldTissue } from '../support/field-tissue.ts';

fieldTissue('CPU', createCpuFields);
