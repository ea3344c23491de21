/* Stands in tests for what sends a Windows PC down: notes what it was asked to do, beside itself. Usage: power ACTION */
#include <stdio.h>

int main(int count, char **arguments) {
  FILE *asked = fopen("C:\\power\\asked", "a");
  if (count < 2 || asked == NULL) return 1;
  fprintf(asked, "%s\n", arguments[1]);
  return fclose(asked) == 0 ? 0 : 1;
}
