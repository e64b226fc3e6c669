/**
 * VitePress's own theme, without its fonts, and with the colours of drawings.
 *
 * @module
 */

import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import './site.css'

const theme: Theme = DefaultTheme

export default theme
