#define LOAD 401
