// Entry point: wires argv and streams into the command line.
int main() { return 0; }
