// A singly linked list, for tests and an example of structures that point to themselves.
#include <stdlib.h>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

struct node { int value; struct node *next; };

// Puts a value before `head`; NULL when there is no memory.
EXPORT struct node *list_push(struct node *head, int value) {
  struct node *node = malloc(sizeof *node);
  if (node) *node = (struct node){value, head};
  return node;
}
EXPORT long long list_sum(const struct node *head) { long long sum = 0; for (; head; head = head->next) sum += head->value; return sum; }
// Turns the list round in place; gives its new head.
EXPORT struct node *list_reverse(struct node *head) {
  struct node *reversed = NULL;
  while (head) { struct node *next = head->next; head->next = reversed; reversed = head; head = next; }
  return reversed;
}
// Frees a list that list_push made.
EXPORT void list_free(struct node *head) { while (head) { struct node *next = head->next; free(head); head = next; } }
