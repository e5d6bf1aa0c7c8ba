/** Joins class names and leaves out what is false or undefined. A later class does not replace an earlier one; recipes have variants for that. */
export { cx as cn } from 'class-variance-authority'
