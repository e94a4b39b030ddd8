import './mock';

// After the mock is in place: the shell asks for the session as soon as it is imported.
void import('../../main');
