"""What ``callrouter doctor`` examines, one module for each part of a deployment."""
