//! amanat
