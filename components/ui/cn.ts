/** Joins class names; what is false or undefined is left out. A later one does not replace an earlier one: recipes have variants for that. */
export { cx as cn } from 'class-variance-authority'
