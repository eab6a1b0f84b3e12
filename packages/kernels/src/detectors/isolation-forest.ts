import { isolationForestFit, isolationForestScore } from '../detector/isolation-forest.ts'
import { defineDetector } from './define.ts'

/**
 * Isolation forest: how few random splits set a row apart? See `isolationForestFit` and `isolationForestScore`, which scores forests of
 * scikit-learn too.
 *
 * It needs no scaling and knows no relations: it fails on what lies within the range of every single sensor, with many sensors of which few
 * matter, and beyond the edge of what it saw, where its score no longer rises.
 */
export const IsolationForest = defineDetector(
  {
    name: 'isolation-forest',
    className: 'IsolationForest',
    version: 1,
    arrays: { roots: ['trees'], features: ['nodes'], thresholds: ['nodes'], left: ['nodes'], right: ['nodes'], counts: ['nodes'] },
    integers: ['rowsOfTree', 'sensors'],
    settings: ['float32'],
  },
  { fit: isolationForestFit, score: isolationForestScore },
)
