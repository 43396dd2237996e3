package globals

import "sheaf/bundle/diag"

func (e *editor) isolate(w *wrapper, s *scope) diag.List { return nil }
