#pragma once
// What the places that mutate.py marks call: each does what stood there before
// unless its number is that of the mutant at work.

#include <cstdlib>
#include <optional>

namespace lockstep::mutation {

/// The mutant at work; 0: none.
inline int active() {
  static const int kNumber = [] {
    const char* const text = std::getenv("LOCKSTEP_MUTANT");
    return text != nullptr ? std::atoi(text) : 0;
  }();
  return kNumber;
}

inline bool condition(int if_true, int if_false, bool value) {
  if (active() == if_true) return true;
  if (active() == if_false) return false;
  return value;
}

template <class T>
T constant(int number, T value) {
  return active() == number ? value + value / 50 + T{1} : value;
}

/// `a < Le{7} > b` is `a <= b`, and `a < b` if 7 is at work: the two operators
/// bind as the one that they replace. The overloads for optional are there
/// because the library has some for anything that is compared with one.
template <class A, class Op>
struct Left {
  const A& value;
  int number;
};
#define LOCKSTEP_MUTATION_RELATION(NAME, HOW, MUTATED)                \
  struct NAME {                                                       \
    int number;                                                       \
  };                                                                  \
  template <class A>                                                  \
  Left<A, NAME> operator<(const A& a, NAME op) {                      \
    return {a, op.number};                                            \
  }                                                                   \
  template <class A, class B>                                         \
  bool operator>(const Left<A, NAME>& a, const B& b) {                \
    return active() == a.number ? a.value MUTATED b : a.value HOW b;  \
  }                                                                   \
  template <class A, class T>                                         \
  bool operator>(const Left<A, NAME>& a, const std::optional<T>& b) { \
    return active() == a.number ? a.value MUTATED b : a.value HOW b;  \
  }
#define LOCKSTEP_MUTATION_EQUALITY(NAME, HOW, MUTATED)                 \
  struct NAME {                                                        \
    int number;                                                        \
  };                                                                   \
  template <class A>                                                   \
  Left<A, NAME> operator==(const A& a, NAME op) {                      \
    return {a, op.number};                                             \
  }                                                                    \
  template <class A, class B>                                          \
  bool operator==(const Left<A, NAME>& a, const B& b) {                \
    return active() == a.number ? a.value MUTATED b : a.value HOW b;   \
  }                                                                    \
  template <class A, class T>                                          \
  bool operator==(const Left<A, NAME>& a, const std::optional<T>& b) { \
    return active() == a.number ? a.value MUTATED b : a.value HOW b;   \
  }
LOCKSTEP_MUTATION_RELATION(Lt, <, <=)
LOCKSTEP_MUTATION_RELATION(Le, <=, <)
LOCKSTEP_MUTATION_RELATION(Gt, >, >=)
LOCKSTEP_MUTATION_RELATION(Ge, >=, >)
LOCKSTEP_MUTATION_EQUALITY(Eq, ==, !=)
LOCKSTEP_MUTATION_EQUALITY(Ne, !=, ==)
#undef LOCKSTEP_MUTATION_RELATION
#undef LOCKSTEP_MUTATION_EQUALITY

}  // namespace lockstep::mutation
